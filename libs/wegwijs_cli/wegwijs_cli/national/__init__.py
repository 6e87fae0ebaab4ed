"""A national population of the register: made by a seed, entered by COPY, for measuring and trying out."""
