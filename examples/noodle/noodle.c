/*
 * noodle: a future is a recipe, not a delivery.
 *
 * Everything this program does, it prints, so that the order can be read off: calling an async
 * function runs no line of it; await cooks it here; spawn gives it to another cook; join cooks
 * several at once; race serves whichever is ready first and sends the others away, cleaned up.
 */
#include <stdio.h>

#include <wok/wok.h>

static async int boil(const char *what, int minutes) {
    printf("  %s: into the water\n", what);
    defer printf("  %s: pot washed\n", what);
    await wok_sleep((uint64_t)minutes * 20 * WOK_MS);
    printf("  %s: done after %d minutes\n", what, minutes);
    return minutes;
}

static async void recipe_is_cold(void) {
    printf("a recipe:\n");
    auto noodles = boil("noodles", 1);
    printf("  written down, nothing is cooking yet\n");
    int minutes = await noodles;
    printf("  eaten: it took %d\n", minutes);
}

static async void spawned_is_hot(void) {
    printf("a second cook:\n");
    task(int) egg = spawn(boil("egg", 2));
    printf("  the egg is somebody else's task now\n");
    int minutes = await egg;
    printf("  the egg took %d\n", minutes);
}

static async void side_by_side(void) {
    int rice, beans;
    printf("side by side:\n");
    join(rice = await boil("rice", 1), beans = await boil("beans", 3));
    printf("  both done, %d minutes of cooking\n", rice + beans);
}

static async int first_served(void) {
    int minutes = 0;
    printf("whichever is first:\n");
    race {
        when (minutes = await boil("soup", 2)) {
            printf("  soup it is\n");
        }
        when (await boil("roast", 90)) {
            printf("  we waited for the roast\n");
        }
    }
    return minutes;
}

async int main(void) {
    await recipe_is_cold();
    await spawned_is_hot();
    await side_by_side();
    int minutes = await first_served();
    printf("served after %d minutes\n", minutes);
    return 0;
}
