#include "square.h"

async int fourth_power(int n) {
    return await square_later(await square_later(n));
}
