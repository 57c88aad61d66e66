"""How long the guide takes: to load, and for one question once loaded.

python -m benchmarks.guide
"""

import csv
import statistics
import time
from pathlib import Path

QUESTIONS = Path(__file__).parents[1] / "tests" / "fixtures" / "guide" / "paraphrases.csv"


def main() -> None:
    """Print the times."""
    start = time.perf_counter()
    from hemiface.operations import replies

    imported = time.perf_counter()
    replies.ask("What is hemifacial spasm?")
    loaded = time.perf_counter()
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        questions = [row["question"] for row in csv.DictReader(file)]
    times_ms = []
    for question in questions:
        before = time.perf_counter()
        replies.ask(question)
        times_ms.append(1000 * (time.perf_counter() - before))
    print(f"import                 {imported - start:8.2f} s")
    print(f"first question (load)  {loaded - imported:8.2f} s")
    print(f"a question, median     {statistics.median(times_ms):8.2f} ms")
    print(f"a question, longest    {max(times_ms):8.2f} ms  of {len(times_ms)}")


if __name__ == "__main__":
    main()
