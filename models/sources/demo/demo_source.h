#pragma once

#include "models/sources/source.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

class DemoLoader;

/// Id of the operation to show first: a training that stands still.
[[nodiscard]] QString demoDefaultOperation();

/// `demo:` one bundled case per scenario, read by the same readers and searched like files. Every case has its own
/// moment of looking (suggestedNowNs).
class DemoSource final : public Source
{
    Q_OBJECT

public:
    explicit DemoSource(QObject* parent = nullptr);
    ~DemoSource() override;

    [[nodiscard]] QString title() const override { return QStringLiteral("demo"); }
    [[nodiscard]] QString address() const override { return QStringLiteral("demo:"); }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override { return m_services; }
    [[nodiscard]] std::optional<std::int64_t> suggestedNowNs(const SearchAnswer& answer,
                                                             const QString& id) const override;

private:
    void noteServices(const std::vector<QString>& services);

    std::shared_ptr<DemoLoader> m_loader; // shared with the worker threads, which may outlive this source
    std::vector<QString> m_services;
};

} // namespace spanlight::sources
