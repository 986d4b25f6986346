#include "models/models.h"
const struct model *const timer_models[] = {NULL};
