"""The commands: what they print, alone where it is piped on, and what they say when wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result
from PIL import Image

from app.services import organizations
from app.services.organization_settings import find_settings
from app.services.staff_links import use_staff_link
from app.services.staff_sessions import find_staff

ROOT = Path(__file__).resolve().parents[2]


def run(app: APIFlask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def test_an_organization_is_created_and_listed(app: APIFlask) -> None:
    created = run(app, "organization", "create", "My shop")
    assert created.exit_code == 0
    assert f"{created.stdout.strip()}\tMy shop\n" in run(app, "organization", "list").stdout


def test_a_key_is_printed_alone_and_works_until_revoked(app: APIFlask) -> None:
    organization_id = run(app, "organization", "create", "My shop").stdout.strip()
    text = run(app, "api-key", "create", organization_id, "--label", "till").stdout
    assert text.count("\n") == 1
    assert organizations.authenticate_key(text.strip(), address="127.0.0.1") is not None
    listed = run(app, "api-key", "list", organization_id).stdout
    assert text.strip() not in listed
    assert run(app, "api-key", "revoke", listed.split("\t")[0]).exit_code == 0
    assert organizations.authenticate_key(text.strip(), address="127.0.0.1") is None
    assert "revoked" in run(app, "api-key", "list", organization_id).stdout


def test_a_key_for_one_network_is_refused_from_another(app: APIFlask) -> None:
    organization_id = run(app, "organization", "create", "My shop").stdout.strip()
    created = run(app, "api-key", "create", organization_id, "--network", "192.0.2.0/24")
    text = created.stdout.strip()
    assert organizations.authenticate_key(text, address="192.0.2.7") is not None
    for address in ("192.0.3.7", "::1", "not an address"):
        assert organizations.authenticate_key(text, address=address) is None


def test_the_number_match_is_set_and_left_alone(app: APIFlask) -> None:
    organization_id = run(app, "organization", "create", "My shop").stdout.strip()
    found = []
    for option in ("--handoff-match", "--capture=native", "--no-handoff-match"):
        assert run(app, "organization", "set", organization_id, option).exit_code == 0
        found.append([row.handoff_match for row in organizations.list_organizations()])
    assert found == [[True], [True], [False]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("organization", "create", " "), "must not be empty"),
        (("organization", "set", "nobody", "--capture", "native"), "organization list"),
        (("organization", "set", "nobody", "--capture", "film"), "'native', 'viewfinder'"),
        (("api-key", "create", "nobody"), "organization list"),
        (("api-key", "revoke", "nothing"), "api-key list"),
        (("organization", "set", "nobody", "--handoff-match"), "organization list"),
    ],
)
def test_wrong_input_says_what_to_do(app: APIFlask, arguments: tuple[str, ...], words: str) -> None:
    result = run(app, *arguments)
    assert result.exit_code != 0
    assert words in result.output


def test_the_sample_link_is_printed_alone_and_fresh(app: APIFlask) -> None:
    first, second = (run(app, "sample", "link").stdout for _ in range(2))
    assert first.startswith("http://localhost/?token=")
    assert first.count("\n") == 1
    assert first != second


def test_the_sample_key_is_the_same_each_time(app: APIFlask) -> None:
    assert run(app, "sample", "key").stdout == run(app, "sample", "key").stdout


def flask(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_secret_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    result = flask("organization", "list", ENVIRONMENT="live", DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "BASE_URL must be set" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_database_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    result = flask("organization", "list", DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "db upgrade" in result.stderr
    assert "Traceback" not in result.stderr


def test_settings_of_an_organization_are_changed_one_by_one(app: APIFlask, tmp_path: Path) -> None:
    organization_id = run(app, "organization", "create", "My shop").stdout.strip()
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 20), "#0a7").save(logo)
    changed = run(
        app, "organization", "set", organization_id, "--accent", "#0a7", "--logo", str(logo),
        "--support", "help@shop.example", "--erasure-allowed", "--no-biometric-consent",
    )  # fmt: skip
    assert (changed.exit_code, changed.output) == (0, "")
    found = find_settings(organization_id)
    assert (found.name, found.accent, found.support_contact) == (
        "My shop", "#00aa77", "help@shop.example",
    )  # fmt: skip
    assert (found.erasure_allowed, found.biometric_consent) == (True, False)
    assert found.logo_sha256 is not None
    looks = (
        "--capture",
        "viewfinder",
        "--image-policy",
        "original",
        "--handoff-match",
        "--link-renewal",
    )
    assert run(app, "organization", "set", organization_id, *looks).exit_code == 0
    found = find_settings(organization_id)
    assert (found.capture, found.image_policy) == ("viewfinder", "original")
    assert found.handoff_match
    assert found.link_renewal
    assert run(app, "organization", "set", organization_id, "--no-logo").exit_code == 0
    assert find_settings(organization_id).logo_sha256 is None
    assert find_settings(organization_id).accent == "#00aa77"


def test_settings_that_cannot_be_are_told_in_a_sentence(app: APIFlask, tmp_path: Path) -> None:
    organization_id = run(app, "organization", "create", "My shop").stdout.strip()
    drawing = tmp_path / "logo.svg"
    drawing.write_text("<svg/>")
    for arguments, told in (
        (("--accent", "red"), "accent must be a colour"),
        (("--signed-return",), "signedReturn needs a return secret"),
        (("--logo", str(drawing)), "no PNG, JPEG or WebP"),
    ):
        refused = run(app, "organization", "set", organization_id, *arguments)
        assert refused.exit_code == 1
        assert told in refused.output
    nothing = run(app, "organization", "set", organization_id)
    assert "at least one setting" in nothing.output
    assert "There is no organization" in run(app, "organization", "set", "org_0").output
    secret = run(app, "organization", "return-secret", organization_id).output
    assert secret.startswith("ret_")
    assert run(app, "organization", "set", organization_id, "--signed-return").exit_code == 0


def test_a_person_signs_in_by_a_printed_link_and_is_signed_out(app: APIFlask) -> None:
    organization_id = run(app, "organization", "create", "My shop").stdout.strip()
    made = run(app, "staff-link", organization_id, "--reviewer", "Ada  Berg", "--overview")
    assert made.exit_code == 0
    assert made.stdout.startswith("http://localhost/review/link?token=")
    secret = use_staff_link(made.stdout.strip().partition("token=")[2])
    assert find_staff(secret, address="192.0.2.1") is not None
    out = ("staff-sign-out", organization_id, "--reviewer", "Ada Berg")
    assert [run(app, *out).stdout for _ in range(2)] == [
        "Sessions ended: 1.\n",
        "Sessions ended: 0.\n",
    ]
    assert find_staff(secret, address="192.0.2.1") is None
    for arguments, told in (
        (("org_0", "--reviewer", "Ada"), "There is no organization"),
        ((organization_id, "--reviewer", " "), "1 to 255 printable characters"),
        ((organization_id, "--reviewer", "Ada", "--permission", "GetKycDocument"), "one of its"),
    ):
        refused = run(app, "staff-link", *arguments)
        assert refused.exit_code != 0
        assert told in refused.output
