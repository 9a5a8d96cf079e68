"""The stand-alone verifier as a stranger runs it, and the keys to run it with."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from impact.proofs.keys import list_signing_keys

VERIFIER = Path(__file__).resolve().parents[3] / "static" / "verify" / "nomi_verify.py"


def load_verifier() -> ModuleType:
    spec = spec_from_file_location("nomi_verify", VERIFIER)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = load_verifier()
OTHER_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def get_key() -> str:
    return list_signing_keys()[0].public.vkey


def run_alone(folder: Path, receipt: str, key: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier in an empty folder, with an empty environment, isolated from everything."""
    (folder / "nomi_verify.py").write_bytes(VERIFIER.read_bytes())
    (folder / "receipt.json").write_text(receipt)
    return subprocess.run(
        [sys.executable, "-I", "nomi_verify.py", "receipt", "receipt.json", key],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
