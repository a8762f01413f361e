"""Joint handling (联办): a part for each co-department, side by side, and a lead window that may finish by a rule."""
