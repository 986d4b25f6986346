// Addresses in tasks that do not outlive what they point to, and tasks that only seem to hold one.
// wokcc: -Werror=wok
// no-erase
// expect: 36
#include <wok/wok.h>

#include <stdio.h>

struct arguments {
    int *count;
    const char *name;
    int number;
};

struct keeper {
    task(int) task;
    int count;
};

static async int work(int *count) {
    await wok_yield();
    return *count;
}

static async int named(const char *name) {
    await wok_yield();
    return name[0] == 'n';
}

static async int by_value(struct arguments arguments) {
    await wok_yield();
    return arguments.number;
}

static async int another_field(void) {
    int count = 0;
    struct arguments arguments = {.count = &count, .name = "n"};
    wok_detach(spawn(named(arguments.name)));
    return 1 + count;
}

static async int another_value(void) {
    int count = 1;
    int *pointer = &count;
    ++*pointer;
    static int stays = 0;
    pointer = &stays;
    wok_detach(spawn(work(pointer)));
    return count;
}

static async int awaited_where_it_is_kept(struct keeper *keeper) {
    int count = 3;
    keeper->task = spawn(work(&count));
    return await keeper->task;
}

static async int in_its_own_struct(void) {
    struct keeper keeper = {.count = 4};
    keeper.task = spawn(work(&keeper.count));
    return await keeper.task;
}

static async int in_each_turn(void) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        int count = i + 1;
        auto task = spawn(work(&count));
        sum += await task;
    }
    return sum - 1;
}

static async int in_an_array(void) {
    int counts[2] = {2, 4}, sum = 0;
    task(int) tasks[2];
    for (int i = 0; i < 2; i++)
        tasks[i] = spawn(work(&counts[i]));
    for (int i = 0; i < 2; i++)
        sum += await tasks[i];
    return sum;
}

static async int cancelled_first(void) {
    int count = 7;
    auto task = spawn(work(&count));
    await wok_cancel(task);
    auto other = spawn(named("n"));
    wok_detach(other);
    return count;
}

static async int what_others_own(struct arguments *arguments) {
    wok_detach(spawn(named(arguments->name)));
    wok_detach(spawn(named(&arguments->name[0])));
    return 8;
}

static async int copied(void) {
    struct arguments arguments = {.number = 1};
    int numbers[2] = {1, 2};
    wok_detach(spawn(by_value(arguments)));
    wok_detach(spawn(by_value((struct arguments){.number = numbers[1]})));
    int number = numbers[0];
    wok_detach(spawn(async_move({
        int *own = &number;
        await wok_yield();
        ++*own;
    })));
    return 0;
}

static async int in_this_task(void) {
    int count = 0;
    auto cold = work(&count);
    future(int) boxed = box(work(&count));
    auto block = async({ count++; });
    await block;
    join(await work(&count), await work(&count));
    return await cold + await boxed - 2 + count - 1;
}

static async int tried(void) {
    int count = 0, result = 5;
    auto task = spawn(work(&count));
    int error = await wok_join(task, &result);
    return error + result;
}

/* The value of each field is another's, in the end its own. */
static async int from_field_to_field(void) {
    struct {
        int *first, *second;
    } pair = {.first = NULL, .second = NULL};
    int count = 0;
    await work(&count);
    pair.first = pair.second;
    pair.second = pair.first;
    return pair.second ? 1 : 0;
}

async int main(void) {
    static struct keeper keeper;
    struct arguments arguments = {.name = "n"};
    int sum =
        await another_field() + await another_value() + await awaited_where_it_is_kept(&keeper);
    sum += await in_its_own_struct() + await in_each_turn() + await in_an_array();
    sum += await cancelled_first() + await what_others_own(&arguments) + await copied();
    sum += await in_this_task() + await tried() + await from_field_to_field();
    printf("%d\n", sum);
    await wok_sleep(1 * WOK_MS);
    return 0;
}
