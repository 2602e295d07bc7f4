"""What cannot be run in tests is read: compose.yaml, nginx.conf and Dockerfile agree with the bot."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.app.lifecycle import STOP_WITHIN
from bot.channels.telegram.webhook import WEBHOOK_PATH
from bot.settings import ENV_PREFIX, VARIABLES, read_settings
from bot.web.bodies import LARGEST_BODY
from bot.web.chat.streams import HEARTBEAT_SECONDS, MOST_STREAMS_OF_ONE
from bot.web.connections import MOST_DESCRIPTORS

ROOT = Path(__file__).parent.parent.parent
NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
# The image sets them, or they need a folder that only an agency's own compose file can mount.
NOT_PASSED = {"WEB_HOST", "WEB_PORT", "KNOWLEDGE", "FORMS"}
BOTS = ("bot-1", "bot-2")
_VARIABLE = re.compile(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}")

Service = dict[str, Any]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return found


def filled_in(text: str, given: dict[str, str]) -> str:
    """The text as Compose reads it."""
    return _VARIABLE.sub(lambda found: given.get(found[1]) or (found[3] if found[2] == ":-" else ""), text)


def test_the_two_copies_are_the_same(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["bot-1"] == services["bot-2"]
    assert set(services) == {"database", *BOTS, "balancer"}


def test_no_setting_stands_twice_in_compose() -> None:
    """Compose refuses that; PyYAML takes the last one."""
    names = re.findall(
        rf"^ +({ENV_PREFIX}\w+):", (ROOT / "compose.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_every_setting_reaches_the_bot_and_is_one_of_ours(compose: dict[str, Any]) -> None:
    environment = compose["services"]["bot-1"]["environment"]
    assert {name.removeprefix(ENV_PREFIX) for name in environment} == set(VARIABLES) - NOT_PASSED
    given = {"POSTGRES_PASSWORD": "abc123", "SEGMENTBOT_WEB_SECRET": "0123456789abcdef"}
    settings = read_settings({name: filled_in(value, given) for name, value in environment.items()})
    assert settings.database == "postgresql://segmentbot:abc123@database/segmentbot"
    assert settings.web_secret == SecretStr("0123456789abcdef")
    assert settings.trusted_proxies == 1


def test_what_must_be_set_is_asked_for(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert asked == {"POSTGRES_PASSWORD", "SEGMENTBOT_WEB_SECRET"}


def test_every_image_can_be_named_by_its_digest(compose: dict[str, Any]) -> None:
    services = compose["services"]
    images = {"PYTHON_IMAGE": services["bot-1"]["build"]["args"]["PYTHON_IMAGE"]}
    images |= {"POSTGRES_IMAGE": services["database"]["image"], "NGINX_IMAGE": services["balancer"]["image"]}
    told = (ROOT / "docs" / "postgresql.md").read_text(encoding="utf-8")
    for name, image in images.items():
        pinned = "somebody/image@sha256:0123"
        assert filled_in(image, {name: pinned}) == pinned
        assert f"{name}={filled_in(image, {})}" in told, "the command notes the image that is used"
    assert f"ARG PYTHON_IMAGE={filled_in(images['PYTHON_IMAGE'], {})}\n" in DOCKERFILE
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON_IMAGE}"}


@pytest.mark.parametrize("name", [*BOTS, "database", "balancer"])
def test_no_container_may_do_more_than_it_must(compose: dict[str, Any], name: str) -> None:
    service: Service = compose["services"][name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(place.startswith("/tmp") for place in service["tmpfs"])
    assert service["healthcheck"]["test"][0] == "CMD"
    assert "privileged" not in service and "network_mode" not in service
    if name != "database":
        assert service["cap_drop"] == ["ALL"]
        # Nothing is reachable from other machines.
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_only_the_bots_reach_the_database(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name for name in services if "inside" in services[name]["networks"]} == {"database", *BOTS}
    assert compose["networks"]["inside"] == {"internal": True}


def test_the_bot_is_healthy_when_it_is_ready_and_has_time_to_stop(compose: dict[str, Any]) -> None:
    bot: Service = compose["services"]["bot-1"]
    assert "/readyz" in bot["healthcheck"]["test"][-1]
    compile(bot["healthcheck"]["test"][-1], "healthcheck", "exec")
    assert int(bot["stop_grace_period"].removesuffix("s")) >= 2 * STOP_WITHIN
    assert bot["depends_on"]["database"] == {"condition": "service_healthy"}


def test_files_that_are_mounted_and_copied_exist(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in compose["volumes"]
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        assert all((ROOT / source).exists() for source in sources), line


def test_the_image_runs_as_nobody_in_particular() -> None:
    stages = [part.splitlines() for part in DOCKERFILE.split("\nFROM ")[1:]]
    assert len(stages) == 2
    lines = [line.strip() for line in stages[-1]]
    assert lines.index("USER segmentbot") < lines.index('CMD ["segmentbot", "run"]')
    assert "--uid 10001" in DOCKERFILE
    # What runs belongs to root: the bot cannot change itself.
    assert "--chown=root:root /app/.venv /app/.venv" in DOCKERFILE


def directives(name: str) -> list[str]:
    return re.findall(rf"^\s*{name} ([^;{{]+);", NGINX, re.MULTILINE)


def test_nginx_gives_each_request_to_a_copy_that_takes_it(compose: dict[str, Any]) -> None:
    assert [line.split()[0] for line in directives("server")] == [f"{name}:8080" for name in BOTS]
    (passing,) = directives("proxy_next_upstream")
    assert {"error", "timeout", "http_503", "non_idempotent"} <= set(passing.split())
    assert NGINX.count("{") == NGINX.count("}")
    mounted = [volume.split(":")[1] for volume in compose["services"]["balancer"]["volumes"]]
    assert mounted == ["/etc/nginx/nginx.conf"]


def test_nginx_lets_a_stream_flow() -> None:
    stream = NGINX.partition("location ~ ^/(app/)?api/stream$ {")[2].partition("}")[0]
    assert "proxy_buffering off;" in stream
    assert "proxy_read_timeout 1h;" in stream
    assert HEARTBEAT_SECONDS < 60


def test_nginx_takes_as_much_as_the_bot_does() -> None:
    assert directives("client_max_body_size") == [f"{LARGEST_BODY // 2**20}m"]


def test_nginx_gives_no_address_everything() -> None:
    stream = NGINX.partition("location ~ ^/(app/)?api/stream$ {")[2].partition("}")[0]
    assert f"limit_conn streams {MOST_STREAMS_OF_ONE};" in stream
    zones = [line.split("zone=")[1].split(":")[0] for line in directives("limit_conn_zone")]
    assert {line.split()[0] for line in directives("limit_conn")} == set(zones)
    (rate,), (taken,) = directives("limit_req_zone"), directives("limit_req")
    assert rate.startswith("$limited zone=requests:") and "zone=requests" in taken
    assert f'{WEBHOOK_PATH} "";' in NGINX, "Telegram is not held back"
    assert directives("limit_conn_status") == directives("limit_req_status") == ["429"]


def test_no_container_takes_the_whole_machine(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        assert service["mem_limit"] and service["pids_limit"]
    assert services["bot-1"]["ulimits"]["nofile"] == MOST_DESCRIPTORS
    (files,) = directives("worker_rlimit_nofile")
    assert int(files) == services["balancer"]["ulimits"]["nofile"]


def test_nginx_says_who_speaks_and_how() -> None:
    headers = dict(line.split(maxsplit=1) for line in directives("proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$browser_scheme"
    assert headers["Host"] == headers["X-Forwarded-Host"] == "$http_host"
    assert directives("access_log") == ["off"], "a log of requests would hold addresses of people"
    assert f"location = {WEBHOOK_PATH}" not in NGINX, "the webhook goes where everything goes"
