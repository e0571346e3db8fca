"""The recipe's fields as a person reads them: their names, what they do, what is wrong."""

from digitpad.problem import capital
from digitpad.training.recipe import RecipeError

#: In the order of the form.
GROUPS = {
    "Network": ("convolutions", "hidden_units", "activation", "dropout", "batch_normalization"),
    "Learning": (
        "optimizer",
        "learning_rate",
        "momentum",
        "schedule",
        "weight_decay",
        "label_smoothing",
        "ema_momentum",
    ),
    "Data": (
        "examples",
        "hands",
        "non_digits",
        "samples",
        "data_set",
        "pictures",
        "deformation",
        "undeformed",
    ),
    "Run": (
        "batch_size",
        "epochs",
        "validation",
        "held_back",
        "early_stopping",
        "seed",
    ),
}

LABELS = {
    "convolutions": "Begins with",
    "hidden_units": "Hidden units",
    "activation": "Activation",
    "dropout": "Dropout",
    "batch_normalization": "Batch normalisation",
    "optimizer": "Optimiser",
    "learning_rate": "Learning rate",
    "momentum": "Momentum",
    "schedule": "Schedule",
    "weight_decay": "Weight decay",
    "label_smoothing": "Label smoothing",
    "ema_momentum": "Weight averaging",
    "examples": "MNIST images",
    "hands": "Synthetic digits",
    "non_digits": "Not digits",
    "samples": "Own samples",
    "data_set": "Data set",
    "pictures": "Its pictures",
    "deformation": "Deformation",
    "undeformed": "Undeformed",
    "batch_size": "Batch size",
    "epochs": "Epochs",
    "validation": "Validation",
    "held_back": "Held back",
    "early_stopping": "Early stopping",
    "seed": "Seed",
}
#: Fields whose names are of more than one.
PLURAL = {"hidden_units", "examples", "hands", "non_digits", "samples", "pictures", "epochs"}

#: One sentence each on what the control does to learning.
TIPS = {
    "convolutions": "Small windows look at every place of the picture with the same weights, so "
    "that a line learnt in one place is known in all.",
    "hidden_units": "How many units a hidden layer has: more of them can learn more and take "
    "longer, and none at all is the perceptron, which cannot tell apart what no straight cut can.",
    "activation": "What each hidden unit makes of its sum: without this bend, many layers could "
    "learn no more than one.",
    "dropout": "Switches off this share of each hidden layer's outputs at random while learning, "
    "so that no unit relies on one other alone.",
    "batch_normalization": "Keeps each hidden layer's sums around 0 and of one size in every "
    "batch, so that larger steps stay safe and deep networks learn at all.",
    "optimizer": "How slopes become steps: SGD goes straight down with momentum, RMSprop and Adam "
    "give each weight a step of its own size, and AdamW is Adam whose weights decay apart from it.",
    "learning_rate": "How large the steps are: too large and the loss jumps, too small and it "
    "hardly falls; Up and Down change it.",
    "momentum": "How much of the last step goes on in the next one, which carries SGD through "
    "flat stretches and over bumps.",
    "schedule": "How the learning rate goes over the run: constant, falling along a cosine, or in "
    "one cycle up and down, so that the last steps are the finest.",
    "weight_decay": "Draws every weight towards 0 by this share at each step, so that only what "
    "helps on many pictures stays large.",
    "label_smoothing": "Takes this share of each target and spreads it over all ten digits, so "
    "that the network does not learn to be more certain than it can be.",
    "ema_momentum": "Keeps the average of the weights over the last steps rather than the last "
    "ones, which evens out what single batches did; 0.99 averages about a hundred steps.",
    "examples": "How many of MNIST's training images an epoch goes through: with fewer it is "
    "over sooner, and the network knows fewer hands.",
    "hands": "How many digits the program writes by itself in each epoch, in styles that MNIST "
    "has few of: flagged 1s, tailed 9s, slashed 0s.",
    "non_digits": "How many letters, signs and scribbles an epoch has, whose target is no digit "
    "at all: from them the network learns to be unsure.",
    "samples": "How many pictures of your own samples an epoch has, each varied a little as your "
    "hand would: the more of them, the better it reads you, and the less it heeds others.",
    "data_set": "Pictures of your own to learn from, or to watch the run by: the network learns to "
    "read the hands that are in them.",
    "pictures": "How many of the data set's training pictures an epoch has, others each time while "
    "there are more of them: the larger their share, the better it reads them.",
    "deformation": "How much each picture is turned, sheared and bent anew in every epoch, so "
    "that none can be learnt by heart; 1 is the usual amount.",
    "undeformed": "The share of pictures, others in each epoch, that stay as they are: bending "
    "blurs, and what you draw is sharp.",
    "batch_size": "How many pictures each step is taken from: large batches are faster and "
    "steadier, small ones take more and rougher steps.",
    "epochs": "How many times the network goes through all the pictures.",
    "validation": "Which pictures watch the run without being learnt from: MNIST's test images, as "
    "in the post, training images held back, which leaves the test for the end, or the data set's "
    "own test pictures.",
    "held_back": "How many training images are held back: more of them measure more finely, and "
    "leave fewer to learn from.",
    "early_stopping": "Ends the run after so many epochs without a lower validation loss and "
    "keeps the best one, before the network learns its pictures by heart.",
    "seed": "Where chance begins: the same seed gives the same first weights and the same "
    "pictures in the same order, so that a run can be repeated.",
}

#: What the choices are called.
CHOICES = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU (swish)",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "sgd": "SGD with momentum",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
    "constant": "constant",
    "cosine": "cosine",
    "one_cycle": "one cycle",
    "test": "MNIST's test images",
    "split": "images held back",
    "data_set": "the data set's own test pictures",
}


def told(error: RecipeError, field: str = "") -> tuple[str, str]:
    """Return which field a recipe is refused for, and the sentence.

    ``field``: where the sentence names none; '' for none alone.
    """
    text = str(error)
    name, _, rest = text.partition(" is ")
    if name not in LABELS:
        return field, f"{capital(text)}."
    if rest.endswith(" weights in all"):  # whether there are convolutions or not
        most = rest.removesuffix(" weights in all").rpartition("must be ")[2]
        return "hidden_units", f"The layers have too many weights: {most} in all can be learnt."
    if name == "data_set":
        return name, "Choose a data set to learn from its pictures, or to validate on them."
    if name in PLURAL:
        return name, f"{LABELS[name]} are {rest.replace('but it must', 'but they must')}."
    return name, f"{LABELS[name]} is {rest}."
