#include "ui/jobs/doctor_desk.h"
