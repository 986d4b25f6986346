#include "models/models.h"
const struct model *const scheduler_models[] = {NULL};
