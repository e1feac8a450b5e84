"""The quick start that people find on the web runs as it is written, word for word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

QUICK_START = r"""
import os
from pathlib import Path
import tempfile
import shutil
from gto import api

# Create a temporary directory for a mock Git repo
original_cwd = os.getcwd()
temp_dir = Path(tempfile.mkdtemp())
os.chdir(temp_dir)

try:
    # Initialize a Git repository
    os.system('git init -b main')
    os.system('git config user.email "test@example.com"')
    os.system('git config user.name "Test User"')
    
    # Create a dummy artifact file
    (temp_dir / "model.pkl").write_text("dummy_model_content")
    os.system('git add .')
    os.system('git commit -m "Initial commit with model.pkl"')

    # Register a new version of an artifact
    print("\n--- Registering artifact 'my-model' ---")
    api.register("my-model", "model.pkl", type="model", description="My first model")
    print("Artifact registered successfully.\n")

    # Show the current state of the artifact registry
    print("\n--- Showing artifact registry state ---")
    registry_state = api.show(name="my-model", json=True)
    print(registry_state)

    # Promote the artifact to a 'dev' stage
    print("\n--- Promoting 'my-model' to 'dev' stage ---")
    api.assign("my-model", stage="dev", version="my-model@v0.0.1")
    print("Artifact promoted to 'dev' stage successfully.\n")

    # Show the updated state
    print("\n--- Showing updated registry state ---")
    updated_registry_state = api.show(name="my-model", json=True)
    print(updated_registry_state)

    # Important: Push the Git tags for changes to be reflected remotely
    # In a real scenario: os.system('git push origin --tags')

finally:
    os.chdir(original_cwd)
    shutil.rmtree(temp_dir)
"""  # noqa: W293 - word for word


def test_it_runs(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", QUICK_START], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Artifact registered successfully." in done.stdout
    assert "Artifact promoted to 'dev' stage successfully." in done.stdout
    (before,), (after,) = answers(done.stdout)
    assert (before["version"], before["stages"]) == ("v0.0.1", [])
    assert [stage["stage"] for stage in after["stages"]] == ["dev"]


def answers(printed: str) -> list[list[dict[str, object]]]:
    """What the two calls of `show` printed."""
    return [json.JSONDecoder().raw_decode(part)[0] for part in printed.split("registry state ---\n")[1:]]
