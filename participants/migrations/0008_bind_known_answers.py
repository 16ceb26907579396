"""Every answer known so far was given on the first words of its purpose, those of the shore where the person lives."""

from django.db import migrations

BIND = """
UPDATE participants_personconsent c SET text_id = t.id
  FROM participants_participant p
  JOIN partners_structure s ON s.id = p.structure_id
  LEFT JOIN partners_territory l ON l.id = p.territory_id
  JOIN participants_consenttext t
    ON t.shore = CASE WHEN COALESCE(l.country, s.country) = 'qc' THEN 'qc' ELSE 'fr' END
 WHERE p.id = c.participant_id AND t.purpose = c.purpose
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0007_bind_consents")]

    operations = [migrations.RunSQL(BIND, "UPDATE participants_personconsent SET text_id = NULL")]
