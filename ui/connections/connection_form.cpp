#include "ui/connections/connection_form.h"

#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

namespace spanlight::ui {

using sources::Authentication;

namespace {

constexpr int kLongestTimeoutS = 3600;
constexpr int kNarrowestNote = 340; // a form gives wrapped text the height that it needs at its narrowest

} // namespace

ConnectionForm::ConnectionForm(QWidget* parent) : QWidget(parent)
{
    m_layout = new QFormLayout(this);
    m_layout->setContentsMargins(18, 14, 18, 14);
    m_layout->setHorizontalSpacing(14);
    m_layout->setVerticalSpacing(9);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_layout->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_name = addField("connectionName", tr("&Name"), tr("for the list; the address when empty"));
    m_address = addField("connectionAddress", tr("&Address"), QStringLiteral("jaeger+http://localhost:16686"));
    addAuthentication();
    m_tenant = addField("connectionTenant", tr("Tenan&t"), tr("none"));
    addTrust();
    showFields();
}

QLineEdit* ConnectionForm::addField(const char* name, const QString& label, const QString& hint)
{
    auto* field = new QLineEdit(this);
    field->setObjectName(QString::fromLatin1(name));
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    field->setPlaceholderText(hint);
    m_layout->addRow(label, field);
    connect(field, &QLineEdit::textChanged, this, &ConnectionForm::changed);
    return field;
}

QLineEdit* ConnectionForm::addFile(const char* name, const QString& label, const QString& hint)
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* field = new QLineEdit(row);
    const QString title = QString(label).remove(QLatin1Char('&'));
    field->setObjectName(QString::fromLatin1(name));
    field->setAccessibleName(title);
    field->setPlaceholderText(hint);
    layout->addWidget(field, 1);
    auto* button = new QToolButton(row);
    button->setObjectName(QString::fromLatin1(name) + QStringLiteral("Choose"));
    button->setAccessibleName(tr("Choose: %1").arg(title));
    button->setText(QStringLiteral("…"));
    button->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(button);
    m_layout->addRow(label, row);
    if (auto* caption = qobject_cast<QLabel*>(m_layout->labelForField(row)))
        caption->setBuddy(field);
    connect(field, &QLineEdit::textChanged, this, &ConnectionForm::changed);
    connect(button, &QToolButton::clicked, this, [this, field, title] { chooseFile(field, title); });
    return field;
}

void ConnectionForm::addAuthentication()
{
    m_authentication = new QComboBox(this);
    m_authentication->setObjectName(QStringLiteral("connectionAuthentication"));
    m_authentication->setAccessibleName(tr("Authentication"));
    m_authentication->addItem(tr("None"), static_cast<int>(Authentication::None));
    m_authentication->addItem(tr("User and password"), static_cast<int>(Authentication::Basic));
    m_authentication->addItem(tr("Bearer token"), static_cast<int>(Authentication::Bearer));
    m_authentication->addItem(tr("Headers"), static_cast<int>(Authentication::Header));
    m_layout->addRow(tr("A&uthentication"), m_authentication);
    m_user = addField("connectionUser", tr("Us&er"), QString());
    m_header = addField("connectionHeader", tr("&Header"), QStringLiteral("X-Api-Key"));
    m_header->setToolTip(tr("Its name; several names are separated by commas"));
    connect(m_header, &QLineEdit::textChanged, this, &ConnectionForm::showFields);
    m_secret = addSecret(QStringLiteral("connectionSecret"), m_secretLabel);
    for (int i = 2; i <= sources::kMostHeaders; ++i) {
        QLabel* label = nullptr;
        m_moreSecrets.push_back(addSecret(QStringLiteral("connectionSecret%1").arg(i), label));
        m_moreLabels.push_back(label);
    }
    m_secretNote = makeText(QString(), QStringLiteral("muted"), this);
    m_secretNote->setObjectName(QStringLiteral("secretNote"));
    m_secretNote->setMinimumWidth(kNarrowestNote);
    m_layout->addRow(QString(), m_secretNote);
    connect(m_authentication, &QComboBox::currentIndexChanged, this, [this] {
        showFields();
        emit changed();
    });
}

QLineEdit* ConnectionForm::addSecret(const QString& name, QLabel*& label)
{
    auto* field = new QLineEdit(this);
    field->setObjectName(name);
    field->setEchoMode(QLineEdit::Password);
    label = new QLabel(this);
    label->setBuddy(field);
    m_layout->addRow(label, field);
    connect(field, &QLineEdit::textChanged, this, &ConnectionForm::changed);
    return field;
}

void ConnectionForm::addTrust()
{
    m_ca = addFile("connectionCa", tr("Certificates to t&rust"), tr("those of the system (PEM file to add others)"));
    m_certificate = addFile("connectionCertificate", tr("Client &certificate"), tr("none (PEM file)"));
    m_key = addFile("connectionKey", tr("Client's &key"), tr("in the same file (PEM file, without passphrase)"));
    m_insecure = new QCheckBox(tr("Accept an&y certificate of the server"), this);
    m_insecure->setObjectName(QStringLiteral("connectionInsecure"));
    m_layout->addRow(QString(), m_insecure);
    m_warning = makeText(tr("Whoever is between here and the server can read and change everything then, secrets "
                            "included."),
                         QStringLiteral("error"), this);
    m_warning->setObjectName(QStringLiteral("insecureWarning"));
    m_warning->setMinimumWidth(kNarrowestNote);
    m_layout->addRow(QString(), m_warning);
    m_timeout = new QSpinBox(this);
    m_timeout->setObjectName(QStringLiteral("connectionTimeout"));
    m_timeout->setAccessibleName(tr("Timeout in seconds"));
    m_timeout->setRange(1, kLongestTimeoutS);
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setButtonSymbols(QAbstractSpinBox::NoButtons); // arrow keys and the wheel do
    m_layout->addRow(tr("T&imeout"), m_timeout);
    connect(m_insecure, &QCheckBox::toggled, this, [this] {
        showFields();
        emit changed();
    });
    connect(m_timeout, &QSpinBox::valueChanged, this, &ConnectionForm::changed);
}

Authentication ConnectionForm::authentication() const
{
    return static_cast<Authentication>(m_authentication->currentData().toInt());
}

void ConnectionForm::showFields()
{
    if (m_warning == nullptr) // still being made
        return;
    const Authentication kind = authentication();
    m_layout->setRowVisible(m_user, kind == Authentication::Basic);
    m_layout->setRowVisible(m_header, kind == Authentication::Header);
    m_layout->setRowVisible(m_secret, kind != Authentication::None);
    m_layout->setRowVisible(m_secretNote, kind != Authentication::None);
    m_layout->setRowVisible(m_warning, m_insecure->isChecked());
    nameSecrets();
}

QStringList ConnectionForm::headerNames() const
{
    sources::SavedConnection connection;
    connection.authentication = authentication();
    connection.header = m_header->text();
    return sources::headerNames(connection);
}

// Each header has a field for its value.
void ConnectionForm::nameSecrets()
{
    const Authentication kind = authentication();
    const QStringList names = headerNames();
    const auto setLabel = [](QLabel* label, QLineEdit* field, const QString& text) {
        label->setText(text);
        field->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    };
    setLabel(m_secretLabel, m_secret,
             kind == Authentication::Basic    ? tr("&Password")
             : kind == Authentication::Bearer ? tr("&Token")
             : names.size() < 2               ? tr("&Value")
                                              : tr("&Value of %1").arg(names.front().left(40)));
    for (std::size_t i = 0; i < m_moreSecrets.size(); ++i) {
        const QString name = names.value(static_cast<qsizetype>(i) + 1);
        m_layout->setRowVisible(m_moreSecrets[i], !name.isEmpty());
        setLabel(m_moreLabels[i], m_moreSecrets[i], tr("Value of %1").arg(name.left(40)));
    }
}

std::vector<QLineEdit*> ConnectionForm::shownSecrets() const
{
    std::vector<QLineEdit*> fields{m_secret};
    for (qsizetype i = 1; i < std::min<qsizetype>(headerNames().size(), sources::kMostHeaders); ++i)
        fields.push_back(m_moreSecrets[static_cast<std::size_t>(i) - 1]);
    return fields;
}

QString ConnectionForm::secretProblem() const
{
    const auto fields = shownSecrets();
    const auto filled =
        std::count_if(fields.begin(), fields.end(), [](const auto* field) { return !field->text().isEmpty(); });
    return filled == 0 || filled == std::ssize(fields) ? QString() : tr("Enter the value of every header.");
}

void ConnectionForm::setConnection(const sources::SavedConnection& connection)
{
    const QSignalBlocker blocker(this);
    m_id = connection.id;
    m_name->setText(connection.name);
    m_address->setText(connection.address);
    m_authentication->setCurrentIndex(m_authentication->findData(static_cast<int>(connection.authentication)));
    m_user->setText(connection.user);
    m_header->setText(connection.header);
    forgetEnteredSecret();
    m_tenant->setText(connection.tenant);
    m_ca->setText(connection.caFile);
    m_certificate->setText(connection.clientCertificateFile);
    m_key->setText(connection.clientKeyFile);
    m_insecure->setChecked(connection.insecure);
    m_timeout->setValue(std::max(1, connection.timeoutMs / 1000));
    showFields();
}

sources::SavedConnection ConnectionForm::connection() const
{
    sources::SavedConnection connection;
    connection.id = m_id;
    connection.address = m_address->text().trimmed();
    connection.name = m_name->text().trimmed();
    if (connection.name.isEmpty())
        connection.name = connection.address;
    connection.authentication = authentication();
    if (connection.authentication == Authentication::Basic)
        connection.user = m_user->text().trimmed();
    if (connection.authentication == Authentication::Header)
        connection.header = m_header->text().trimmed();
    connection.tenant = m_tenant->text().trimmed();
    connection.caFile = m_ca->text().trimmed();
    connection.clientCertificateFile = m_certificate->text().trimmed();
    connection.clientKeyFile = m_key->text().trimmed();
    connection.insecure = m_insecure->isChecked();
    connection.timeoutMs = m_timeout->value() * 1000;
    return connection;
}

QString ConnectionForm::enteredSecret() const
{
    QStringList values;
    for (const QLineEdit* field : shownSecrets())
        values.push_back(field->text());
    const bool none = std::all_of(values.begin(), values.end(), [](const QString& value) { return value.isEmpty(); });
    return authentication() == Authentication::None || none ? QString() : values.join(QLatin1Char('\n'));
}

void ConnectionForm::forgetEnteredSecret()
{
    std::vector<QLineEdit*> fields = m_moreSecrets;
    fields.push_back(m_secret);
    for (QLineEdit* field : fields) {
        const QSignalBlocker blocker(field);
        field->clear();
    }
}

void ConnectionForm::setSecretNote(const QString& note)
{
    m_secretNote->setText(note);
}

void ConnectionForm::focusFirst()
{
    (m_address->text().isEmpty() ? m_address : m_name)->setFocus(Qt::OtherFocusReason);
}

void ConnectionForm::chooseFile(QLineEdit* field, const QString& title)
{
    auto* dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, field, &QLineEdit::setText);
    dialog->open();
}

} // namespace spanlight::ui
