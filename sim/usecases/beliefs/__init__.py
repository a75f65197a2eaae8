"""What a world believes, asked one thing at a time: one number, all sources, one actor, two worlds beside each other."""
