using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KBoss.Infrastructure.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class NameIdentityDocuments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "LicenceFileKey",
                table: "OrganizationIdentities",
                newName: "DocumentFileKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "DocumentFileKey",
                table: "OrganizationIdentities",
                newName: "LicenceFileKey");
        }
    }
}
