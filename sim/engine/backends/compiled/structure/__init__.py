"""What a kernel is made from: the shape of a Program, who needs what, and in what order it is computed."""
