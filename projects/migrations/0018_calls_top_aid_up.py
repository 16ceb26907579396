"""A call says how far it tops the aid up for young people who meet an obstacle."""

from django.db import migrations, models

import projects.models.caps


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0017_call_recommends_pieces"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="extra_caps",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Montant maximal par jeune, par nature de complément ; vide : l’appel n’en donne pas.",
                validators=[projects.models.caps.check_caps],
                verbose_name="compléments pour les jeunes qui rencontrent un obstacle",
            ),
        ),
    ]
