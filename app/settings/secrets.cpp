#include "app/settings/secrets.h"

#ifdef SPANLIGHT_KEYRING
#include "app/settings/keyring_secrets.h"
#else
#include "app/settings/memory_secrets.h"

#include <QObject>
#endif

namespace spanlight::app {

std::unique_ptr<ui::SecretStore> makeSecretStore()
{
#ifdef SPANLIGHT_KEYRING
    return std::make_unique<KeyringSecrets>();
#else
    return std::make_unique<MemorySecrets>(QObject::tr("this program was built without QtKeychain"));
#endif
}

} // namespace spanlight::app
