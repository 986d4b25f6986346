// The address of a local variable goes to a task that outlives it by ways other than a bare `&`: in a
// cold future, a struct, an array, a block, a box, a handle that is kept elsewhere. The twin lets the
// tasks work on something that stays.
// says: stored here, it can be awaited by others, later
// says: the address of this compound literal goes to a task that may outlive it
#include <wok/wok.h>

#include <string.h>

#ifdef TWIN
#define LOCAL static
#else
#define LOCAL
#endif

struct arguments {
    int *count;
    int number;
};

struct text {
    char bytes[16];
};

struct keeper {
    task(int) task;
    future(int) boxed;
};

static async int work(int *count) {
    await wok_yield();
    return *count;
}

static async int work_with(struct arguments arguments) {
    await wok_yield();
    return *arguments.count;
}

static async int read_text(const char *text) {
    await wok_yield();
    return text[0];
}

async int in_a_cold_future(void) {
    LOCAL int count = 0;
    auto future = work(&count); // error: E0402 (unless TWIN)
    wok_detach(spawn(future));
    return 0;
}

async int in_a_struct(void) {
    LOCAL int count = 0;
    struct arguments arguments = {.count = &count};
    wok_detach(spawn(work_with(arguments))); // error: E0402 (unless TWIN)
    return 0;
}

async int in_a_field(void) {
    LOCAL int count = 0;
    struct arguments arguments;
    arguments.number = 1;
    arguments.count = &count;
    wok_detach(spawn(work_with(arguments))); // error: E0402 (unless TWIN)
    return 0;
}

async int in_a_literal(void) {
    LOCAL int count = 0;
    wok_detach(spawn(work_with((struct arguments){&count, 1}))); // error: E0402 (unless TWIN)
    return 0;
}

async int of_a_literal(void) {
#ifdef TWIN
    wok_detach(spawn(read_text("a string stays")));
#else
    wok_detach(spawn(read_text((char[]){'a', 0}))); // error: E0402
#endif
    return 0;
}

async int in_a_pointer(int which) {
    static int other;
    LOCAL int count = 0;
    int *pointer;
    pointer = &other;
    if (which)
        pointer = &count;
    wok_detach(spawn(work(pointer))); // error: E0402 (unless TWIN)
    return 0;
}

async int in_an_array(void) {
    LOCAL int count = 0;
    int *pointers[2] = {NULL, &count};
    wok_detach(spawn(work(pointers[1]))); // error: E0402 (unless TWIN)
    return 0;
}

async int by_a_block(void) {
    LOCAL int count = 0;
    int *pointer = &count;
    wok_detach(spawn(async_move ({
        await wok_yield();
        ++*pointer; // error: E0402 (unless TWIN)
    })));
    return 0;
}

async int part_of_a_struct(const char *words) {
    LOCAL struct text text;
    strncpy(text.bytes, words, sizeof text.bytes - 1);
    wok_detach(spawn(read_text(text.bytes))); // error: E0402 (unless TWIN)
    return 0;
}

async int of_a_parameter(int count) {
#ifdef TWIN
    return await spawn(work(&count));
#else
    wok_detach(spawn(work(&count))); // error: E0402
    return count;
#endif
}

async int kept_by_another(struct keeper *keeper) {
    LOCAL int count = 0;
    keeper->task = spawn(work(&count)); // error: E0402 (unless TWIN)
    return 0;
}

static struct keeper keeper_of_all;

async int kept_at_file_scope(void) {
    LOCAL int count = 0;
    task(int) mine = spawn(work(&count)); // error: E0402 (unless TWIN)
    keeper_of_all.task = mine;
    return 0;
}

async int kept_in_a_box(struct keeper *keeper) {
    LOCAL int count = 0;
    keeper->boxed = box(work(&count)); // error: E0402 (unless TWIN)
    return 0;
}

async int spawned_out_of_a_box(void) {
    LOCAL int count = 0;
    future(int) boxed = box(work(&count)); // error: E0402 (unless TWIN)
    wok_detach(spawn(boxed));
    return 0;
}

async future(int) returned_in_a_box(void) {
    LOCAL int count = 0;
    return box(work(&count)); // error: E0402 (unless TWIN)
}

async struct keeper returned_in_a_struct(void) {
    LOCAL int count = 0;
    struct keeper keeper = {.task = spawn(work(&count))}; // error: E0402 (unless TWIN)
    return keeper;
}

async int through_another_handle(void) {
    LOCAL int count = 0;
    auto first = spawn(work(&count)); // error: E0402 (unless TWIN)
    auto second = first;
    wok_detach(second);
    return 0;
}

async int on_one_path(int early) {
    LOCAL int count = 0;
    auto task = spawn(work(&count)); // error: E0402 (unless TWIN)
    if (early) {
        wok_detach(task);
        return 0;
    }
    return await task;
}

int from_a_plain_function(void) {
    LOCAL int count = 0;
    wok_detach(spawn(work(&count))); // error: E0402 (unless TWIN)
    return 0;
}

async int main(void) {
    return 0;
}
