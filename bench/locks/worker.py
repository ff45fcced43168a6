"""The loop of worker.ts with Python's filelock."""
import json
import os
import sys
import uuid

from filelock import FileLock

path, times = sys.argv[1], int(sys.argv[2])


def add_one():
    with open(path, encoding="utf-8") as file:
        state = json.load(file)
    temporary = f"{path}.{uuid.uuid4()}"
    with open(temporary, "x", encoding="utf-8") as file:
        json.dump({"n": state["n"] + 1}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, path)
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


lock = FileLock(path + ".lock")
print("ready", flush=True)
sys.stdin.readline()
for _ in range(times):
    with lock:
        add_one()
