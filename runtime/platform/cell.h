/*
 * cell.h: plain data that several threads share under a rule other than atomics.
 *
 * A field that is protected by a lock, or handed over by a release and an acquire, is declared with
 * wok__cell and touched through the two functions below. They cost nothing here; a model back end
 * replaces them and checks that no two accesses race.
 */
#ifndef WOK__PLATFORM_CELL_H
#define WOK__PLATFORM_CELL_H

#if defined(WOK__MODEL)
#include "platform/cell_model.h"
#else

#define wok__cell(type)                                                                            \
    struct {                                                                                       \
        type only_through_cell_h;                                                                  \
    }
#define wok__cell_read(cell)         ((cell)->only_through_cell_h)
#define wok__cell_write(cell, value) ((void)((cell)->only_through_cell_h = (value)))

#endif

#endif
