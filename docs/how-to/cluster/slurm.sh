#!/bin/bash
# id=$(sbatch --parsable --array=1-40 slurm.sh manifest.csv results 40)
# sbatch --dependency=afterany:$id --wrap "hemiface merge results"
#SBATCH --job-name=hemiface
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=04:00:00
hemiface batch "$1" -o "$2" --jobs 1 --shard "$SLURM_ARRAY_TASK_ID/${3:?how many shares there are}"
