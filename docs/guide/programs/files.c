/* Files, a folder, a blocking function, and standard output. See files.md. */
#include <stdio.h>

#include <wok/wok.h>

/* Nothing in it knows of wok: it may block for as long as it likes. */
static int add_up(void *argument) {
    const int *numbers = argument;
    return numbers[0] + numbers[1];
}

static async int write_and_read(const char *path) {
    struct wok_file *file;
    char text[32] = "";
    int error = await wok_file_open(path, O_RDWR | O_CREAT | O_TRUNC, 0600, &file);
    if (error)
        return error;
    defer wok_file_abandon(file);
    error = await wok_file_lock(file, WOK_FILE_LOCK_EXCLUSIVE, 0, 0); /* until it is closed */
    if (error)
        return error;
    ssize_t size = await wok_file_write(file, "from a task", 11);
    if (size >= 0)
        size = await wok_file_sync(file);
    if (size >= 0)
        size = await wok_file_read_at(file, text, sizeof text - 1, 5);
    if (size < 0)
        return (int)size;
    printf("read at 5: %s\n", text);
    return 0;
}

static async int list(const char *path) {
    struct wok_folder *folder;
    struct wok_folder_entry entry;
    int error = await wok_folder_open(path, &folder);
    if (error)
        return error;
    defer wok_folder_close(folder);
    while ((error = await wok_folder_next(folder, &entry)) > 0)
        printf("an entry: %s\n", entry.name);
    return error;
}

async int main(void) {
    int numbers[] = {40, 2};
    printf("added on another thread: %d\n", await wok_blocking(add_up, numbers));
    (void)await wok_file_unlink("guide-folder/noodles"); /* of a run before */
    (void)await wok_file_unlink("guide-folder");
    int error = await wok_file_make_folder("guide-folder", 0700);
    if (!error)
        error = await write_and_read("guide-folder/soup");
    if (!error)
        error = await wok_file_rename("guide-folder/soup", "guide-folder/noodles");
    if (!error)
        error = await list("guide-folder");
    if (!error)
        error = await wok_file_unlink("guide-folder/noodles");
    if (!error)
        error = await wok_file_unlink("guide-folder");
    if (error)
        return 1;
    fflush(stdout);
    static const char last[] = "and to standard output, without blocking a worker\n";
    return await wok_fd_write_all(1, last, sizeof last - 1) < 0;
}
