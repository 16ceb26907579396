import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="le")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("in", "Connexion"),
                            ("wrong_password", "Refusée : mot de passe"),
                            ("wrong_factor", "Refusée : second facteur"),
                        ],
                        max_length=20,
                        verbose_name="issue",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("password", "mot de passe"),
                            ("code", "mot de passe et code"),
                            ("recovery", "mot de passe et code de secours"),
                            ("password_and_key", "mot de passe et clé d’accès"),
                            ("key", "clé d’accès"),
                            ("trusted", "mot de passe, appareil de confiance"),
                            ("provider", "fournisseur d’identité"),
                        ],
                        max_length=20,
                        verbose_name="par",
                    ),
                ),
                ("device", models.CharField(max_length=60, verbose_name="appareil")),
                (
                    "network",
                    models.CharField(help_text="L’adresse, sans sa fin.", max_length=45, verbose_name="réseau"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "connexion",
                "verbose_name_plural": "connexions",
                "indexes": [models.Index(fields=["user", "-at"], name="sign_in_of_user")],
            },
        ),
    ]
