#include "reconciler/model/shape.h"

namespace pgberth {

std::string_view to_string(On on) {
  switch (on) {
    case On::Database:
      return "database";
    case On::Schema:
      return "schema public";
    case On::Tables:
      return "all tables in schema public";
    case On::FutureTables:
      break;
  }
  return "future tables in schema public";
}

}  // namespace pgberth
