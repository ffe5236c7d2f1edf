#pragma once

#include <QFrame>

class QLineEdit;

namespace spanlight::ui {

/// A line for the address of a server or file, shown when one wants to connect.
class AddressBar : public QFrame
{
    Q_OBJECT

public:
    explicit AddressBar(QWidget* parent = nullptr);

    void open(const QString& address);

signals:
    void addressEntered(const QString& address);
    void receiveRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void enter();

    QLineEdit* m_field = nullptr;
};

} // namespace spanlight::ui
