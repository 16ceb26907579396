"""Accounts for tests."""

import factory

from ofqj_portal.accounts.models import User

DEMO_PASSWORD = "demonstration-ofqj"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with an account and no role; sign her in with `client.force_login(user)`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    first_name = factory.Sequence(lambda n: f"Camille{n}")
    last_name = factory.Sequence(lambda n: f"Essai{n}")

    class Params:
        with_password = factory.Trait(password=factory.django.Password(DEMO_PASSWORD))
