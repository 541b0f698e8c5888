"""Staff come in through another service: there and back against a real provider on loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

ROOT = Path(__file__).parents[2]
TO_SIGN_IN = {"location": "/dang-nhap/", "in": False, "told": True}


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    home = tmp_path_factory.mktemp("oidc")
    environment = {
        **os.environ,
        "DENSACH_HOME": str(home),
        "DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        ),
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.people.oidc_walk"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


@pytest.mark.slow
def test_a_verified_staff_member_comes_in_and_goes_on(walked):
    assert walked["offered"]
    assert walked["teacher"] == {"location": "/toi/thiet-bi/", "in": True, "told": False}


@pytest.mark.slow
@pytest.mark.parametrize("who", ["unverified", "pupil", "stranger", "locked", "refused", "away"])
def test_others_are_sent_back_with_a_sentence(walked, who):
    assert walked[who] == TO_SIGN_IN


@pytest.mark.slow
def test_an_answer_that_was_not_asked_for_opens_nothing(walked):
    assert walked["forged"] == {"location": "/dang-nhap/", "in": False}


@pytest.mark.slow
def test_nobody_is_ever_made(walked):
    assert walked["made"] == 0


@pytest.mark.django_db
def test_without_configuration_nothing_of_it_is_there(client):
    assert not apps.is_installed("allauth")
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", args=["nganh"])
    assert client.get("/dang-nhap/qua/nganh/").status_code == 404
