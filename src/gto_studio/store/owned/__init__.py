"""Tables that exist nowhere but here: people, settings, jobs, what was seen. A backup is these and nothing else."""
