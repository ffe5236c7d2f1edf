#pragma once

#include "ui/connections/secret_store.h"

#include <memory>

namespace spanlight::app {

/// The keyring of the system; where this program was built without it, the memory.
[[nodiscard]] std::unique_ptr<ui::SecretStore> makeSecretStore();

} // namespace spanlight::app
