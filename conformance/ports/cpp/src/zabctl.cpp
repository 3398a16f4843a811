// The program of the lab `zab`.

#include "cluster/program.hpp"
#include "zab/node.hpp"

int main(int argc, char* argv[]) { return cluster::run_program<zab::Node>("zabctl", argc, argv); }
