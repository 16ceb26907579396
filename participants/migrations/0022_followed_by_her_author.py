from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0021_followed_by"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE participants_participant SET followed_by_id = created_by_id WHERE created_by_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
