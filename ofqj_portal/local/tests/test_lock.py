import pytest

from ofqj_portal.local import lock, places

FILES = {
    "requirements-setup.in": "uv\n",
    "requirements-setup.txt": "uv==0.13.9 \\\n    --hash=sha256:aa\n",
    "requirements.in": "django>=5.2.19,<6  # LTS\ncelery[redis]>=5.6\n",
    "requirements.txt": "celery==5.7.0 \\\n    --hash=sha256:bb\ndjango==5.2.20 \\\n    --hash=sha256:cc\n",
    "requirements-dev.in": "-c requirements.txt\npytest\n",
    "requirements-dev.txt": "pytest==9.1.0 ; python_version >= '3.11' \\\n    --hash=sha256:dd\n",
    "requirements-floors.txt": "# why\ndjango>=5.2.19\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_locks_that_answer_their_inputs_have_no_fault(folder):
    assert lock.lock_faults(folder) == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("requirements.in", "django\nnh3\n", "requirements.txt : nh3 manque, lancez « make lock »"),
        (
            "requirements.in",
            "django>=5.2.21\n",
            "requirements.txt : django 5.2.20 ne répond pas à « django>=5.2.21 », lancez « make lock »",
        ),
        (
            "requirements-floors.txt",
            "celery>=5.8\n",
            "requirements.txt : celery 5.7.0 est sous le plancher >=5.8",
        ),
        (
            "requirements-dev.txt",
            "pytest==9.1.0 \\\ncelery==5.6.0 \\\n",
            "requirements-dev.txt : celery 5.6.0 diffère de 5.7.0",
        ),
    ],
)
def test_a_lock_that_lags_is_told(folder, name, text, fault):
    (folder / name).write_text(text)

    assert lock.lock_faults(folder) == [fault]


def test_the_portals_own_locks_are_up_to_date():
    assert lock.lock_faults(places.CHECKOUT) == []
