/* Taking turns, counting permits, making something once. See channels-and-locks.md. */
#include <stdio.h>

#include <wok/wok.h>

struct account {
    struct wok_mutex mutex;
    int balance;
};

/* What is read before the await is still true after it: nobody else has had the lock. */
static async void deposit(struct account *account, int amount) {
    await wok_mutex_lock(&account->mutex);
    defer wok_mutex_unlock(&account->mutex);
    int balance = account->balance;
    await wok_yield(); /* the bank takes its time */
    account->balance = balance + amount;
}

/* At most two at a time. */
static async void use_printer(struct wok_semaphore *printers, int *in_use, int *most) {
    await wok_semaphore_acquire(printers, 1);
    defer wok_semaphore_release(printers, 1);
    if (++*in_use > *most)
        *most = *in_use;
    await wok_yield();
    --*in_use;
}

static struct wok_once once;
static int settings;

static async int get_settings(void) {
    if (await wok_once_begin(&once)) {
        defer wok_once_end(&once); /* also if it is cancelled: then the next in the line makes it */
        printf("loading\n");
        await wok_sleep(WOK_MS);
        settings = 7;
        wok_once_set(&once);
    }
    return settings;
}

async int main(void) {
    struct account account = {0};
    join(await deposit(&account, 1), await deposit(&account, 20), await deposit(&account, 300));
    printf("balance: %d\n", account.balance);

    struct wok_semaphore printers = WOK_SEMAPHORE_INIT(2);
    int in_use = 0, most = 0;
    join(await use_printer(&printers, &in_use, &most), await use_printer(&printers, &in_use, &most),
         await use_printer(&printers, &in_use, &most));
    printf("printers in use: %d at most\n", most);

    int left = 0, right = 0;
    join(left = await get_settings(), right = await get_settings());
    printf("settings: %d, %d\n", left, right);

    race {
        when(await wok_mutex_lock(&account.mutex)) { /* free: it is ours */
            wok_mutex_unlock(&account.mutex);
        }
        when(await wok_sleep(WOK_S)) {
        }
    }
    printf("locked again: %s\n", wok_mutex_try_lock(&account.mutex) == 0 ? "yes" : "no");
    return 0;
}
