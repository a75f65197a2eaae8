"""Pictures of runs side by side: differences, sweeps, tables of two questions, quadrants."""
