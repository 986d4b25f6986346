/* Both files have these: a step down awaits one of the other file, at the bottom there is a yield. */
#ifndef STEPS_H
#define STEPS_H

#include <wok/wok.h>

async int fast_down(int n);
async int reference_down(int n);
/* Sleeps for ever at the bottom; each level notes that it was unwound. */
async int fast_hang(int n);
async int reference_hang(int n);

void note_unwound(int n);

#endif
