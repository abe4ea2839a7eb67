"""Clients that others generate from the schema compile, and lead a whole life against a server that runs."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2

from agencies.organisation.models import Officer
from tests.api.live import serving

HERE = Path(__file__).parent / "clients"
PASSWORD = "kaidang-right-2026"
PACKAGES = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")
SECONDS = 240


def run(*line: str, **options) -> str:
    """Run a program and return what it printed; fail with all of it where it failed."""
    done = subprocess.run(line, capture_output=True, text=True, timeout=SECONDS, **options)
    assert done.returncode == 0, f"{line}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture
def schema_file(tmp_path):
    """Write the schema as the API serves it."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    path = tmp_path / "schema.json"
    path.write_bytes(OpenApiJsonRenderer2().render(found, renderer_context={}))
    return path


@pytest.fixture
def server(office):
    """Serve an office whose people know their passwords."""
    Officer.objects.update(password=make_password(PASSWORD))
    with serving() as address:
        yield address


def test_the_python_client_leads_a_whole_life(tmp_path, schema_file, server):
    if importlib.util.find_spec("openapi_python_client") is None:
        pytest.skip("没有 openapi-python-client：pip install openapi-python-client / the generator is not installed")
    package = tmp_path / "kaidang_client"
    program = "from openapi_python_client.cli import app; app()"
    config = ("--config", str(HERE / "openapi-python-client.yml"), "--meta", "none", "--fail-on-warning")
    run(sys.executable, "-c", program, "generate", "--path", str(schema_file), "--output-path", str(package), *config)
    run(sys.executable, "-W", "error", "-m", "compileall", "-q", str(package))
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "no_proxy": "*"}
    assert "a whole life" in run(sys.executable, str(HERE / "life.py"), server, PASSWORD, env=environment)


@pytest.fixture
def typescript(tmp_path):
    """Return a folder with the TypeScript tools; skip where they cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("没有 node 和 npm / there is no node and npm here")
    (tmp_path / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
    line = [npm, "install", "--no-audit", "--no-fund", "--prefer-offline", *PACKAGES]
    try:
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip("npm 装不上所需的包 / npm cannot fetch the packages")
    if done.returncode:
        pytest.skip("npm 装不上所需的包 / npm cannot fetch the packages")
    return tmp_path


def test_the_typescript_client_leads_a_whole_life(typescript, schema_file, server):
    tools = typescript / "node_modules" / ".bin"
    run(str(tools / "openapi-typescript"), str(schema_file), "-o", "schema.d.ts", cwd=typescript)
    shutil.copy(HERE / "life.ts", typescript)
    options = (
        "--strict",
        "--noUncheckedIndexedAccess",
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
        "--types",
        "node",
    )
    run(str(tools / "tsc"), *options, "life.ts", cwd=typescript)
    assert "a whole life" in run("node", "life.js", server, PASSWORD, cwd=typescript)
