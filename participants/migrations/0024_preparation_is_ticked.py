from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the day on which somebody ticked the preparation of a person."""

    dependencies = [
        ("participants", "0023_paid_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="prepared_on",
            field=models.DateField(blank=True, null=True, verbose_name="préparation cochée le"),
        ),
    ]
