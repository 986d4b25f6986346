#include "models/models.h"
const struct model *const reactor_models[] = {NULL};
