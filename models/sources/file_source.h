#pragma once

#include "models/sources/source.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

class LocalLoader;

/// Traces in files, folders and standard input ("-"), read together into one store at the first search and again
/// after a file has changed.
class FileSource final : public Source
{
    Q_OBJECT

public:
    explicit FileSource(std::vector<QString> paths, QObject* parent = nullptr);
    ~FileSource() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString address() const override;
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override { return m_services; }
    [[nodiscard]] std::optional<std::int64_t> suggestedNowNs(const SearchAnswer& answer,
                                                             const QString& id) const override;

private:
    void noteServices(const std::vector<QString>& services);

    std::vector<QString> m_paths;
    std::shared_ptr<LocalLoader> m_loader; // shared with the worker threads, which may outlive this source
    std::vector<QString> m_services;
};

} // namespace spanlight::sources
