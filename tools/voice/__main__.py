"""Makes the clips of services/devices/speech/clips anew from the language files, with espeak-ng and sox.

``python -m tools.voice [FOLDER]``. Debian: ``apt install espeak-ng sox``. A hall records the same file names with a
person's voice and names its folder in the setting ``recorded_clips``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from services.devices.speech.clips import LANGUAGES, RATE, SHIPPED

WORDS_A_MINUTE = "150"
# Mono, 16 bit, loudest point 3 dB below the limit, without the silence that espeak puts around a word.
TRIM = ["silence", "1", "0.005", "0.3%"]
SHAPE = [*TRIM, "reverse", *TRIM, "fade", "0.004", "reverse", "fade", "0.004", "gain", "-n", "-3"]


def main(folder: Path) -> int:
    """The number of clips made."""
    made = 0
    for file in sorted(LANGUAGES.glob("*.json")):
        language: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        own = folder / language["code"]
        own.mkdir(parents=True, exist_ok=True)
        for clip in language["clips"].values():
            _make(own / f"{clip['file']}.wav", clip.get("voice", language["voice"]), clip["say"])
            made += 1
    return made


def _make(file: Path, voice: str, words: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / "raw.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", WORDS_A_MINUTE, "-w", raw, words], check=True)
        # -D and -R: no dither, no chance: the same words give the same bytes.
        subprocess.run(["sox", "-D", "-R", raw, "-r", str(RATE), "-b", "16", "-c", "1", file, *SHAPE], check=True)


if __name__ == "__main__":
    print(f"{main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)} clips")
