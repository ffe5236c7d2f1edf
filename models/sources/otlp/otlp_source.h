#pragma once

#include "models/sources/otlp/otlp_station.h"
#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <QTimer>

#include <memory>
#include <vector>

namespace spanlight::sources {

/// `otlp://127.0.0.1:4318`: receives spans over OTLP/HTTP and gRPC and finds them. The first search begins to receive;
/// the end of the source ends it. arrived() comes at most four times in a second.
class OtlpSource final : public Source
{
    Q_OBJECT

public:
    explicit OtlpSource(OtlpAddress address, QObject* parent = nullptr);
    ~OtlpSource() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString address() const override { return m_address; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override { return m_services; }
    [[nodiscard]] std::optional<ReceiverStatus> receiver() const override { return m_station->status(); }
    void stopReceiving() override { m_station->stop(); }

private:
    void tellArrived();
    void noteServices(const std::vector<QString>& services);

    QString m_address;
    QString m_place; // host and port
    std::shared_ptr<WorkLink> m_link;
    std::shared_ptr<OtlpStation> m_station; // shared with the worker threads, which may outlive this source
    QTimer m_quiet;
    bool m_isWaiting = false; // spans have come while m_quiet runs
    std::vector<QString> m_services;
};

} // namespace spanlight::sources
