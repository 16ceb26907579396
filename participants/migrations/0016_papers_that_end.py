from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the travel authorisation and the insurance have a last day."""

    dependencies = [
        ("participants", "0015_passport_outlives_the_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="authorisation_expires_on",
            field=models.DateField(blank=True, null=True, verbose_name="l’autorisation de voyage finit le"),
        ),
        migrations.AddField(
            model_name="participation",
            name="insurance_expires_on",
            field=models.DateField(blank=True, null=True, verbose_name="l’assurance finit le"),
        ),
    ]
