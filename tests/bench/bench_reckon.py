"""`reckon` on 100,000 lives against a script that decodes, calls numpy.busday_offset and encodes; ratio in one run."""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = """
import json, sys
import numpy as np
lives = json.load(open(sys.argv[1]))
days = np.array([life["received_on"] for life in lives], dtype="datetime64[D]")
due = np.busday_offset(np.busday_offset(days, 0, roll="backward"), 20)
print(json.dumps([{"received_on": l["received_on"], "due_on": d} for l, d in zip(lives, due.astype(str).tolist())]))
"""


def seconds(command: list[str]) -> float:
    """Return the wall time of a whole process."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def plain(n: int) -> list[dict]:
    """Return lives without acts."""
    return [{"received_on": (date(2019, 5, 15) + timedelta(random.randrange(2700))).isoformat()} for _ in range(n)]


def busy(n: int) -> list[dict]:
    """Return lives with six acts each."""
    lives = []
    for _ in range(n):
        start = date(2021, 1, 4) + timedelta(random.randrange(1800))
        day = [(start + timedelta(k)).isoformat() for k in range(8)]
        lives.append(
            {
                "received_on": day[0],
                "acts": [
                    {"act": "request_correction", "on": day[1]},
                    {"act": "receive_correction", "on": day[2]},
                    {"act": "consult_third_party", "on": day[3], "key": "a"},
                    {"act": "receive_third_party_opinion", "on": day[5], "key": "a"},
                    {"act": "consult_agency", "on": day[6]},
                    {"act": "extend", "on": day[7], "workdays": 10},
                ],
            }
        )
    return lives


def main() -> None:
    """Print the ratio and the cost per life."""
    random.seed(2019)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plain.json"
        file.write_text(json.dumps(plain(100_000)))
        bare, ours = [], []
        for _ in range(5):
            bare.append(seconds([sys.executable, "-c", BARE, str(file)]))
            ours.append(seconds([sys.executable, "manage.py", "reckon", str(file)]))
        ratio = statistics.median(ours) / statistics.median(bare)
        print(f"100,000 lives without acts: reckon / numpy script = {ratio:.2f} (limit 10)")
        costs = []
        for n in (25_000, 50_000, 100_000):
            file = Path(folder) / f"busy{n}.json"
            file.write_text(json.dumps(busy(n)))
            taken = min(seconds([sys.executable, "manage.py", "reckon", str(file)]) for _ in range(2))
            costs.append(taken / n)
            print(f"{n:>7,} lives with six acts: {1e6 * taken / n:.1f} microseconds a life")
        print(f"cost per life, 100,000 against 25,000: {costs[-1] / costs[0]:.2f}")


if __name__ == "__main__":
    main()
