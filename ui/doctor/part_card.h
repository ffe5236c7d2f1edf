#pragma once

#include "models/diagnosis/pipeline.h"

#include <QFrame>
#include <QString>

#include <string_view>

class QGridLayout;

namespace spanlight::ui {

/// One part of the telemetry pipeline: what it is, and each check with its evidence and remedy.
class PartCard : public QFrame
{
    Q_OBJECT

public:
    explicit PartCard(const diagnosis::PartReport& part, QWidget* parent = nullptr);

signals:
    void copied();

private:
    QWidget* makeHead(const diagnosis::PartReport& part);
    void addCheck(QGridLayout& grid, int row, const diagnosis::PipelineCheck& check);
};

/// "Clock", of the check with this id; the id itself where there is no title.
[[nodiscard]] QString checkTitle(std::string_view id);
/// The word of a status, and the kind of its badge.
[[nodiscard]] QString statusWord(diagnosis::PartStatus status);
[[nodiscard]] QString statusBadge(diagnosis::PartStatus status);

} // namespace spanlight::ui
