for group in build test demo bench; do
    echo "$group:"
    for package in $(packages_of $group); do
        if package_is_there "$package"; then
            echo "  $package"
        else
            echo "  $package (missing)"
        fi
    done
done
