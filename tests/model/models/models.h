/*
 * models.h: all models, by family; each list ends with NULL.
 */
#ifndef WOK_MODEL_MODELS_H
#define WOK_MODEL_MODELS_H

#include "explorer/explorer.h"

extern const struct model *const litmus_models[];
extern const struct model *const task_models[];
extern const struct model *const branch_models[];
extern const struct model *const scheduler_models[];
extern const struct model *const reactor_models[];
extern const struct model *const timer_models[];
extern const struct model *const sync_models[];
extern const struct model *const channel_models[];
extern const struct model *const streams_models[];
extern const struct model *const family_models[];
extern const struct model *const blocking_models[];
extern const struct model *const crowd_models[];
extern const struct model *const ending_models[];

#endif
