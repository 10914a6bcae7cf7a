"""random-models.py OUT FIRST LAST PROGRAM...: models that the oracle's generator makes of the seeds FIRST to LAST, handed to each program."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'oracle'))
import generate  # noqa: E402

out, first, last, programs = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
models = []
for seed in range(first, last + 1):
    generate.write(seed, out / str(seed))
    models.append(out / str(seed) / 'model.yaml')
sys.exit(max(subprocess.run([program, *models]).returncode for program in programs) != 0)
