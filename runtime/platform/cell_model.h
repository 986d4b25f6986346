/*
 * cell_model.h: cells whose accesses the explorer of tests/model checks for races. Included by
 * cell.h only, when WOK__MODEL is defined.
 *
 * The explorer sees plain accesses as well (its models are compiled with the compiler's thread
 * instrumentation); a cell says so in the source, and is checked whatever the compiler does.
 */
#ifndef WOK__PLATFORM_CELL_MODEL_H
#define WOK__PLATFORM_CELL_MODEL_H

#include <stddef.h>

void wok__model_cell_reads(const void *memory, size_t size);
void wok__model_cell_writes(void *memory, size_t size);

#define wok__cell(type)                                                                            \
    struct {                                                                                       \
        type only_through_cell_h;                                                                  \
    }
#define wok__cell_read(cell)                                                                       \
    (wok__model_cell_reads((cell), sizeof *(cell)), (cell)->only_through_cell_h)
#define wok__cell_write(cell, value)                                                               \
    (wok__model_cell_writes((cell), sizeof *(cell)), (void)((cell)->only_through_cell_h = (value)))

#endif
