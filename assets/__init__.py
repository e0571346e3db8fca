"""What ships with the program: the trained network, MNIST, demonstration ink, icon."""
