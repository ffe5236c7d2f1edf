#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::operations {

/// The vocabulary of an observed system. See resources/profiles/. (Members are added by the operations layer.)
struct Profile
{
    std::string name;
    std::vector<std::string> operationKeys;     ///< attributes that hold an operation id, in order of trust
    std::vector<std::string> hiddenServices;    ///< the back end's own services
    /// Tags to search for when no span carries the id; "{id}" stands for the id.
    struct Fallback
    {
        std::string service;
        std::string key;
        std::string value;
    };
    std::vector<Fallback> searchFallbacks;
};

} // namespace spanlight::operations
